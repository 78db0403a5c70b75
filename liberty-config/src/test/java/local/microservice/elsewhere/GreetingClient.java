package local.microservice.elsewhere;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** Calls any service that answers with text. */
@RegisterRestClient(baseUri = "stork://greeter")
public interface GreetingClient {

  @GET
  @Path("/data")
  String greeting();
}
