package local.microservice.consumer.fetch;

import jakarta.ws.rs.ClientErrorException;
import jakarta.ws.rs.ServerErrorException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.rest.client.ext.ResponseExceptionMapper;

/** Separates errors of the provider, which its circuit breaker counts, from errors of the call. */
public class ProviderErrorMapper implements ResponseExceptionMapper<WebApplicationException> {

  @Override
  public WebApplicationException toThrowable(Response answer) {
    return answer.getStatus() < 500
        ? new ClientErrorException(answer)
        : new ServerErrorException(answer);
  }
}
