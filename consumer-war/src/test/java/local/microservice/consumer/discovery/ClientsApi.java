package local.microservice.consumer.discovery;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Application;
import java.util.Set;
import local.microservice.consumer.discovery.PlainClient.Order;
import local.microservice.consumer.problem.ProblemMapper;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/** Calls by the test's clients, in the server. */
@ApplicationPath("/clients")
public class ClientsApi extends Application {

  @Override
  public Set<Class<?>> getClasses() {
    return Set.of(Clients.class, ProblemMapper.class);
  }

  /** One path for each client. */
  @ApplicationScoped
  @Path("/")
  public static class Clients {

    @Inject @RestClient PlainClient plain;
    @Inject @RestClient BalancedClient balanced;

    @GET
    @Path("/plain")
    public String plain() {
      return plain.get();
    }

    @GET
    @Path("/balanced")
    public String balanced() {
      return balanced.get();
    }

    @POST
    @Path("/balanced")
    public String post() {
      return balanced.post(new Order("tea", 2));
    }
  }
}
