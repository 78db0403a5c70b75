package local.microservice.elsewhere;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/** Answers with the answer of one of the service's instances. */
@RequestScoped
@Path("/greeting")
public class GreetingResource {

  @Inject @RestClient GreetingClient greeter;

  @GET
  public String greeting() {
    return greeter.greeting();
  }
}
