/**
 * What time it is, and where work is done in the background. Everything that decides gets both from
 * outside, so that a simulation can replay a week.
 */
package local.microservice.discovery.time;
