package local.microservice.consumer.discovery;

import jakarta.annotation.PreDestroy;
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
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHost;
import org.eclipse.microprofile.config.Config;

/**
 * Answers a call to {@code stork://SERVICE} with the answer of one of the service's instances,
 * taken in turn. Thread-safe.
 *
 * <p>It is the last filter before the call would go out, so what other filters add goes along.
 */
@ApplicationScoped
@Priority(Integer.MAX_VALUE)
public class DiscoveryFilter implements ClientRequestFilter {

  private static final Logger LOG = System.getLogger(DiscoveryFilter.class.getName());

  private final Map<String, Transport> transports = new ConcurrentHashMap<>();
  private final AtomicInteger turn = new AtomicInteger();

  @Inject Config config;

  @Override
  public void filter(ClientRequestContext call) throws IOException {
    URI uri = call.getUri();
    if (!"stork".equals(uri.getScheme())) {
      return;
    }
    String service = uri.getHost();
    HttpHost instance = choose(service);
    String path = uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
    URI target = URI.create(instance.toURI() + path);
    if (call.hasEntity()) {
      // Writing a body is the business of Liberty's own client.
      call.setUri(target);
      return;
    }
    HttpUriRequestBase request = new HttpUriRequestBase(call.getMethod(), target);
    call.getStringHeaders()
        .forEach((name, values) -> values.forEach(value -> request.addHeader(name, value)));
    call.abortWith(response(send(service, instance, request, target)));
  }

  private HttpHost choose(String service) {
    List<ServiceAddress> addresses =
        ServiceAddress.parseList(
            config.getValue("stork." + service + ".service-discovery.addresses", String.class));
    ServiceAddress next = addresses.get(Math.floorMod(turn.getAndIncrement(), addresses.size()));
    return new HttpHost(next.scheme(), next.host(), next.port());
  }

  private Answer send(String service, HttpHost instance, HttpUriRequestBase request, URI target)
      throws IOException {
    Transport transport = transports.computeIfAbsent(service, name -> new Transport(name, config));
    long begin = System.nanoTime();
    String outcome = "failed";
    try {
      Answer answer = transport.send(instance, request);
      outcome = Integer.toString(answer.status());
      return answer;
    } catch (IOException failure) {
      outcome = failure.toString();
      throw failure;
    } finally {
      LOG.log(
          Level.DEBUG,
          "{0} {1}: {2} in {3} ms",
          request.getMethod(),
          target,
          outcome,
          TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
    }
  }

  private static Response response(Answer answer) {
    Response.ResponseBuilder response = Response.status(answer.status());
    for (Header header : answer.headers()) {
      response.header(header.getName(), header.getValue());
    }
    return response.entity(new ByteArrayInputStream(answer.body())).build();
  }

  @PreDestroy
  void close() {
    transports.values().forEach(Transport::close);
  }
}
