package local.microservice.consumer.fetch;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.ClientErrorException;
import org.eclipse.microprofile.faulttolerance.Bulkhead;
import org.eclipse.microprofile.faulttolerance.CircuitBreaker;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/**
 * The provider behind its circuit breaker and its bulkhead, which bound what an outage or a flood
 * costs. Their figures stand in the configuration; Liberty does not read it for annotations on the
 * Rest Client itself. Thread-safe.
 */
@ApplicationScoped
public class GuardedProvider {

  @Inject @RestClient ProviderClient client;

  /**
   * Asks for the provider's data.
   *
   * @return the data; its members may be null
   * @throws org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException while
   *     most calls fail
   * @throws org.eclipse.microprofile.faulttolerance.exceptions.BulkheadException while too many
   *     calls are under way
   * @throws jakarta.ws.rs.WebApplicationException for an answer with status 400 or above
   * @throws jakarta.ws.rs.ProcessingException for no answer, or one that is not such data
   */
  @CircuitBreaker(skipOn = ClientErrorException.class)
  @Bulkhead
  public ProviderData data() {
    return client.data();
  }
}
