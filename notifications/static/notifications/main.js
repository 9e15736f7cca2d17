// What every page of whoever is signed in has.
import "notifications/banner";
import "notifications/bell";
