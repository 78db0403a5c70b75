package local.microservice.discovery.call;

import local.microservice.discovery.http.Request;

/**
 * A request to a service, which any of its instances may answer.
 *
 * @param request what is sent
 * @param trace what is told of its attempts
 */
public record Call(Request request, CallTrace trace) {}
