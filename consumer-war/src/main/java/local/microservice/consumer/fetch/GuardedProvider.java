package local.microservice.consumer.fetch;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.ClientErrorException;
import jakarta.ws.rs.ProcessingException;
import java.io.InterruptedIOException;
import java.io.Serial;
import local.microservice.consumer.overload.ConcurrencyLimit;
import local.microservice.discovery.call.NoInstanceException;
import local.microservice.discovery.http.InvalidRequestException;
import local.microservice.discovery.http.NoConnectionException;
import local.microservice.discovery.http.NoMemoryException;
import org.eclipse.microprofile.faulttolerance.Bulkhead;
import org.eclipse.microprofile.faulttolerance.CircuitBreaker;
import org.eclipse.microprofile.faulttolerance.exceptions.BulkheadException;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/**
 * Calls the provider through a circuit breaker and a bulkhead, which limit the cost of an outage or
 * a flood. They are here because Liberty reads no configuration for those of the Rest Client
 * itself. This service makes no other calls, so these may use all of its places. Thread-safe.
 */
@ApplicationScoped
public class GuardedProvider {

  /** A failed call that is not the provider's fault. The circuit breaker ignores it. */
  private static final class NotTheProvider extends ProcessingException {

    @Serial private static final long serialVersionUID = 1L;

    NotTheProvider(ProcessingException failure) {
      super(failure.getMessage(), failure.getCause());
    }
  }

  @Inject @RestClient ProviderClient client;

  /**
   * Asks for the provider's data.
   *
   * @return the data
   * @throws org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException for a
   *     second once half of the last 20 calls have failed
   * @throws BulkheadException while too many calls are under way
   * @throws jakarta.ws.rs.WebApplicationException for an answer with status 400 or above
   * @throws ProcessingException for no answer, or for one that is not such data
   */
  @CircuitBreaker(
      requestVolumeThreshold = 20,
      failureRatio = 0.5,
      delay = 1000,
      skipOn = {ClientErrorException.class, BulkheadException.class, NotTheProvider.class})
  @Bulkhead(ConcurrencyLimit.REQUESTS)
  public ProviderData data() {
    try {
      return client.data();
    } catch (ProcessingException failure) {
      throw isTheProvider(failure.getCause()) ? failure : new NotTheProvider(failure);
    }
  }

  /** False when this service is interrupted, as at its shutdown, or could ask no instance. */
  private static boolean isTheProvider(Throwable cause) {
    return !(cause instanceof NoInstanceException)
        && !(cause instanceof NoConnectionException)
        && !(cause instanceof NoMemoryException)
        && !(cause instanceof InvalidRequestException)
        && (cause == null || cause.getClass() != InterruptedIOException.class);
  }
}
