/**
 * The time, and background work. Everything that decides receives both from outside, so that a
 * simulation can replay a week.
 */
package local.microservice.discovery.time;
