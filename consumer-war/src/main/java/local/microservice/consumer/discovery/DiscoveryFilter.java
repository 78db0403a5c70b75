package local.microservice.consumer.discovery;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.client.ClientRequestContext;
import jakarta.ws.rs.client.ClientRequestFilter;
import jakarta.ws.rs.core.Response;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.util.Timeout;
import org.eclipse.microprofile.config.Config;

/** Answers a call to {@code stork://SERVICE} with the answer of one of the service's instances. */
@ApplicationScoped
@Priority(Integer.MAX_VALUE)
public class DiscoveryFilter implements ClientRequestFilter {

  private static final Logger LOG = System.getLogger(DiscoveryFilter.class.getName());

  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private final AtomicInteger turn = new AtomicInteger();

  @Inject Config config;

  private Transport transport;

  @Override
  public void filter(ClientRequestContext call) throws IOException {
    URI uri = call.getUri();
    if (!"stork".equals(uri.getScheme())) {
      return;
    }
    synchronized (this) {
      if (transport == null) {
        transport = new Transport(Timeout.ofMilliseconds(500), Timeout.ofMilliseconds(2000), clock);
      }
    }
    List<ServiceAddress> instances =
        ServiceAddress.parseList(
            config.getValue(
                "stork." + uri.getHost() + ".service-discovery.addresses", String.class));
    ServiceAddress instance =
        instances.get(Math.floorMod(turn.getAndIncrement(), instances.size()));
    HttpHost host = new HttpHost(instance.scheme(), instance.host(), instance.port());
    String path = uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
    HttpUriRequestBase request =
        new HttpUriRequestBase(call.getMethod(), URI.create(host.toURI() + path));
    call.getStringHeaders()
        .forEach((name, values) -> values.forEach(v -> request.addHeader(name, v)));
    long begin = System.nanoTime();
    Answer answer = transport.send(host, request, 3000);
    LOG.log(
        Level.DEBUG,
        "{0} {1}: {2} in {3} ms",
        request.getMethod(),
        request.getRequestUri(),
        answer.status(),
        (System.nanoTime() - begin) / 1e6);
    Response.ResponseBuilder response = Response.status(answer.status());
    for (Header header : answer.headers()) {
      response.header(header.getName(), header.getValue());
    }
    call.abortWith(response.entity(new ByteArrayInputStream(answer.body())).build());
  }
}
