package local.microservice.consumer.contract;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Application;
import java.net.URI;
import java.util.Set;

/** Runs in the server, and uses a feature of Rest Clients. */
@ApplicationPath("/contract")
public class ContractApi extends Application {

  @Override
  public Set<Class<?>> getClasses() {
    return Set.of(Features.class);
  }

  /** One path for each feature. */
  @Path("/")
  public static class Features {

    @GET
    @Path("/{feature}")
    public String of(
        @PathParam("feature") ContractFeature feature, @QueryParam("address") URI address) {
      return feature.outcome(address);
    }
  }
}
