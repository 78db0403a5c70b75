package local.microservice.consumer.fetch;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.rest.client.annotation.RegisterProvider;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** The part of the provider's API that this service uses. Discovery finds the instances. */
@RegisterRestClient(configKey = "provider")
@RegisterProvider(ProviderErrorMapper.class)
@Produces(MediaType.APPLICATION_JSON)
public interface ProviderClient {

  /**
   * Asks for the provider's data.
   *
   * @return the data
   * @throws jakarta.ws.rs.WebApplicationException for an answer with status 400 or above
   * @throws jakarta.ws.rs.ProcessingException for no answer, or for one that is not such data
   */
  @GET
  @Path("/data")
  ProviderData data();
}
