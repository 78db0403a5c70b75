package local.microservice.provider.faults;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.ext.Provider;
import local.microservice.provider.data.DataResource;
import local.microservice.provider.problem.ProblemException;

/**
 * Answers the faulty calls for the data, once their delay is over, with the status of the fault.
 */
@Provider
public class FaultsFilter implements ContainerRequestFilter {

  @Context ResourceInfo called;

  @Context HttpServletRequest servlet;

  @Override
  public void filter(ContainerRequestContext request) {
    if (called.getResourceClass() == DataResource.class
        && servlet.getAttribute(DelayFilter.FAULT) instanceof Fault fault
        && fault.status() != null) {
      throw new ProblemException(
          fault.status(), "This instance has faults until someone removes them.");
    }
  }
}
