package local.microservice.consumer.contract;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Application;
import java.net.URI;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import local.microservice.consumer.contract.PlainClient.Order;
import local.microservice.service.problem.ProblemMapper;
import org.eclipse.microprofile.rest.client.RestClientBuilder;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/** Runs in the server, and calls with the test's Rest Clients. */
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

    private final Map<String, PlainClient> byService = new ConcurrentHashMap<>();

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

    /** Calls any configured service. The Rest Client needs nothing but a stork:// address. */
    @GET
    @Path("/of/{service}")
    public String of(@PathParam("service") String service) {
      return byService
          .computeIfAbsent(
              service,
              name ->
                  RestClientBuilder.newBuilder()
                      .baseUri(URI.create("stork://" + name))
                      .build(PlainClient.class))
          .get();
    }

    /** Makes many calls at once, each from its own thread. Answers when all calls have ended. */
    @GET
    @Path("/{client:plain|balanced}/at-once/{calls}")
    public int atOnce(@PathParam("client") String name, @PathParam("calls") int calls)
        throws Exception {
      PlainClient client = name.equals("plain") ? plain : balanced;
      ClassLoader application = Thread.currentThread().getContextClassLoader();
      ExecutorService callers =
          Executors.newFixedThreadPool(
              calls,
              task -> {
                Thread thread = new Thread(task);
                thread.setContextClassLoader(application);
                return thread;
              });
      try {
        int answered = 0;
        for (Future<String> call :
            callers.invokeAll(Collections.nCopies(calls, (Callable<String>) client::get))) {
          call.get();
          answered++;
        }
        return answered;
      } finally {
        callers.shutdown();
      }
    }

    @POST
    @Path("/balanced")
    public String post() {
      return balanced.post(new Order("tea", 2));
    }
  }
}
