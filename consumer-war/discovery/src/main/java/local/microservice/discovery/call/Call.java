package local.microservice.discovery.call;

import local.microservice.discovery.http.Request;

/**
 * A request to a service. Any instance of the service may answer.
 *
 * @param request the request
 * @param trace follows the attempts of the call
 */
public record Call(Request request, CallTrace trace) {}
