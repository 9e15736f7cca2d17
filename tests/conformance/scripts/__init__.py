"""The scripts, by the part of the page that they try."""
