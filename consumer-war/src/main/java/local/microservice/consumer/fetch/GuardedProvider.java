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
 * The provider behind its circuit breaker and its bulkhead, which bound what an outage or a flood
 * costs. They stand here, as Liberty reads no configuration for those of the Rest Client itself.
 * Those calls are all that this service has, so they may have every place there is. Thread-safe.
 */
@ApplicationScoped
public class GuardedProvider {

  /** A call that failed for no fault of the provider's, of which its circuit breaker knows none. */
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
   * @throws ProcessingException for no answer, or one that is not such data
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

  /** Not when this service is interrupted, as at its end, or could ask nobody. */
  private static boolean isTheProvider(Throwable cause) {
    return !(cause instanceof NoInstanceException)
        && !(cause instanceof NoConnectionException)
        && !(cause instanceof NoMemoryException)
        && !(cause instanceof InvalidRequestException)
        && (cause == null || cause.getClass() != InterruptedIOException.class);
  }
}
