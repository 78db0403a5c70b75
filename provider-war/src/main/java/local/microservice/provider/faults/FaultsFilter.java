package local.microservice.provider.faults;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.ext.Provider;
import local.microservice.service.problem.ProblemException;

/** Answers a faulty call with the status of its fault, after the delay. */
@Provider
public class FaultsFilter implements ContainerRequestFilter {

  @Context HttpServletRequest servlet;

  @Override
  public void filter(ContainerRequestContext request) {
    if (servlet.getAttribute(DelayFilter.FAULT) instanceof Fault fault && fault.status() != null) {
      throw new ProblemException(
          fault.status(), "This instance has faults until someone removes them.");
    }
  }
}
