package local.microservice.provider.faults;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.ext.Provider;
import java.util.concurrent.TimeUnit;
import local.microservice.provider.data.DataResource;
import local.microservice.provider.problem.ProblemException;

/** Lets calls for the data suffer the faults of their port, and no other calls. Thread-safe. */
@ApplicationScoped
@Provider
public class FaultsFilter implements ContainerRequestFilter {

  @Inject Faults faults;

  @Context ResourceInfo called;

  @Context HttpServletRequest servlet;

  @Override
  public void filter(ContainerRequestContext request) {
    if (called.getResourceClass() != DataResource.class) {
      return;
    }
    Fault fault = faults.on(servlet.getLocalPort());
    if (!fault.strikes()) {
      return;
    }
    try {
      TimeUnit.NANOSECONDS.sleep(fault.delay().toNanos());
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
    if (fault.status() != null) {
      throw new ProblemException(
          fault.status(), "This instance has faults until someone removes them.");
    }
  }
}
