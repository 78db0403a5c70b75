package local.microservice.consumer.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.client.ClientRequestContext;
import jakarta.ws.rs.client.ClientRequestFilter;
import jakarta.ws.rs.client.ClientResponseFilter;
import jakarta.ws.rs.core.EntityPart;
import jakarta.ws.rs.core.Feature;
import jakarta.ws.rs.core.FeatureContext;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;
import jakarta.ws.rs.ext.WriterInterceptor;
import jakarta.ws.rs.ext.WriterInterceptorContext;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import local.microservice.consumer.contract.ContractClient.Thing;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.rest.client.RestClientBuilder;
import org.eclipse.microprofile.rest.client.ext.AsyncInvocationInterceptor;
import org.eclipse.microprofile.rest.client.ext.AsyncInvocationInterceptorFactory;
import org.eclipse.microprofile.rest.client.ext.QueryParamStyle;
import org.eclipse.microprofile.rest.client.ext.ResponseExceptionMapper;

/**
 * The features of a Rest Client, one a row. The client does the same for http:// and for stork://.
 */
public enum ContractFeature {
  GET(client -> client.text()),
  POST(client -> client.echo(new Thing("tea", 2))),
  PUT(client -> client.put("text")),
  DELETE(client -> shown(client.delete())),
  A_BODY_THAT_NOTHING_WRITES(client -> client.unwritable(new Thing("tea", 2))),

  WRITER_INTERCEPTOR(
      builder -> builder.register(Zip.class), client -> client.echo(new Thing("tea", 2))),
  WRITER_INTERCEPTORS_BY_PRIORITY(
      builder -> builder.register(new Late(), 2000).register(new Early(), 1000),
      client -> client.put("text")),
  WRITER_INTERCEPTOR_OF_A_FEATURE(
      builder -> builder.register(new ZipFeature()), client -> client.put("text")),
  WRITER_INTERCEPTOR_THAT_FAILS(
      builder ->
          builder.register(
              (WriterInterceptor)
                  context -> {
                    throw new IOException("not to be written");
                  }),
      client -> client.put("text")),
  WRITER_INTERCEPTOR_WITHOUT_A_BODY(
      builder -> builder.register(new Late()), client -> client.text()),
  READER_INTERCEPTOR(builder -> builder.register(new Read()), client -> client.text()),

  REQUEST_FILTERS_BY_PRIORITY(
      builder ->
          builder
              .register((ClientRequestFilter) request -> append(request, "late"), 2000)
              .register((ClientRequestFilter) request -> append(request, "early"), 1000),
      client -> client.text()),
  REQUEST_FILTER_THAT_PUTS_A_STREAM_BEFORE_THE_BODY(
      builder ->
          builder.register(
              (ClientRequestFilter)
                  request ->
                      request.setEntityStream(
                          new FilterOutputStream(request.getEntityStream()) {
                            @Override
                            public void write(int octet) throws IOException {
                              super.write(Character.toUpperCase(octet));
                            }
                          })),
      client -> client.put("text")),
  REQUEST_FILTER_THAT_CHANGES_THE_BODY(
      builder ->
          builder.register((ClientRequestFilter) request -> request.setEntity("another text")),
      client -> client.put("text")),
  REQUEST_FILTER_THAT_ABORTS(
      builder ->
          builder.register(
              (ClientRequestFilter)
                  request -> request.abortWith(Response.ok("aborted", "text/plain").build())),
      client -> client.text()),
  RESPONSE_FILTERS_BY_PRIORITY(
      builder ->
          builder
              .register(
                  (ClientResponseFilter)
                      (request, response) -> response.getHeaders().add("X-Filters", "first"),
                  2000)
              .register(
                  (ClientResponseFilter)
                      (request, response) -> response.getHeaders().add("X-Filters", "second"),
                  1000),
      client -> client.status(200).getHeaders().get("X-Filters")),
  RESPONSE_FILTER_SEES_THE_ANSWER(
      builder ->
          builder.register(
              (ClientResponseFilter)
                  (request, response) ->
                      response
                          .getHeaders()
                          .add(
                              "X-Seen",
                              response.getStatus()
                                  + " "
                                  + response.hasEntity()
                                  + " "
                                  + response.getMediaType()
                                  + " "
                                  + response.getLength())),
      client ->
          client.status(200).getHeaders().get("X-Seen")
              + " "
              + client.status(204).getHeaders().get("X-Seen")
              + " "
              + client.head().getHeaders().get("X-Seen")),

  CONNECT_TIMEOUT(
      "full", builder -> builder.connectTimeout(200, MILLISECONDS), client -> client.text()),
  READ_TIMEOUT(builder -> builder.readTimeout(200, MILLISECONDS), client -> client.slow()),
  READ_TIMEOUT_THAT_IS_LONGER_THAN_THE_SERVICE_S(
      builder -> builder.readTimeout(5, SECONDS), client -> client.slow()),
  READ_TIMEOUT_OF_AN_ASYNC_METHOD(
      builder -> builder.readTimeout(200, MILLISECONDS),
      client -> client.slowLater().toCompletableFuture().get(10, SECONDS)),
  SSL_CONTEXT("tls", builder -> builder.sslContext(trusting()), client -> client.tls()),
  TRUST_STORE("tls", builder -> builder.trustStore(keys()), client -> client.tls()),
  NO_TRUST_STORE("tls", builder -> builder, client -> client.tls()),
  KEY_STORE(
      "tls",
      builder -> builder.trustStore(keys()).keyStore(keys(), "password"),
      client -> client.tls()),
  HOST_NAME_VERIFIER(
      "tls-other-name",
      builder -> builder.trustStore(keys()).hostnameVerifier((host, session) -> true),
      client -> client.tls()),
  NO_HOST_NAME_VERIFIER(
      "tls-other-name", builder -> builder.trustStore(keys()), client -> client.tls()),
  PROXY("a proxy", builder -> builder.proxyAddress("localhost", 1)),
  REDIRECTS("redirects", builder -> builder.followRedirects(true)),
  NO_REDIRECTS(builder -> builder.followRedirects(false), client -> shown(client.redirect())),
  PROPERTY_OF_THE_ENGINE(
      "the property resteasy.connectionPoolSize",
      builder -> builder.property("resteasy.connectionPoolSize", 2)),
  PROPERTY(
      builder ->
          builder
              .property("colour", "red")
              .register(
                  (ClientRequestFilter)
                      request ->
                          append(
                              request,
                              String.valueOf(request.getConfiguration().getProperty("colour")))),
      client -> client.text()),
  QUERY_STYLE_PAIRS(
      builder -> builder.queryParamStyle(QueryParamStyle.MULTI_PAIRS),
      client -> client.query(List.of("a b", "ä&"))),
  QUERY_STYLE_COMMAS(
      builder -> builder.queryParamStyle(QueryParamStyle.COMMA_SEPARATED),
      client -> client.query(List.of("a", "b"))),
  QUERY_STYLE_ARRAY(
      builder -> builder.queryParamStyle(QueryParamStyle.ARRAY_PAIRS),
      client -> client.query(List.of("a", "b"))),
  HEADER(builder -> builder.header("X-Builder", "built"), client -> client.text()),
  HEADER_PARAMETERS_AND_FACTORY(client -> client.headers("given")),
  EXECUTOR(
      builder -> builder.executorService(named()),
      client ->
          client
              .later()
              .thenApply(text -> text + " " + Thread.currentThread().getName())
              .toCompletableFuture()
              .get(10, SECONDS)),

  ASYNC_METHOD(client -> client.later().toCompletableFuture().get(10, SECONDS)),
  ASYNC_METHOD_WITH_CONTEXT(
      builder ->
          builder
              .register(new Context())
              .register(
                  (ClientRequestFilter)
                      request -> append(request, String.valueOf(Context.CURRENT.get()))),
      client -> {
        Context.CURRENT.set("context");
        try {
          return client.later().toCompletableFuture().get(10, SECONDS);
        } finally {
          Context.CURRENT.remove();
        }
      }),
  RESPONSE(client -> shown(client.status(200))),
  RESPONSE_204(client -> shown(client.status(204))),
  RESPONSE_205(client -> shown(client.status(205))),
  RESPONSE_304(client -> shown(client.status(304))),
  RESPONSE_404(client -> shown(client.status(404))),
  RESPONSE_500(client -> shown(client.status(500))),
  RESPONSE_TO_HEAD(client -> shown(client.head())),
  RESPONSE_WITHOUT_CONTENT_TYPE(client -> shown(client.untyped())),
  RESPONSE_WITH_AN_EMPTY_BODY(client -> shown(client.empty())),
  NULL_FOR_204(client -> client.textOfStatus(204)),
  ERROR_STATUS(client -> client.textOfStatus(404)),
  RESPONSE_EXCEPTION_MAPPER(
      builder ->
          builder.register(
              new ResponseExceptionMapper<IllegalArgumentException>() {
                @Override
                public IllegalArgumentException toThrowable(Response response) {
                  return new IllegalArgumentException(
                      response.getStatus() + " " + response.readEntity(String.class));
                }

                @Override
                public boolean handles(int status, MultivaluedMap<String, Object> headers) {
                  return status == 404;
                }
              }),
      client -> client.textOfStatus(404)),
  STREAM(client -> read(client.stream())),
  SERVER_SENT_EVENTS(client -> read(client.events())),
  MULTIPART(
      client ->
          read(client.multipart(
                  List.of(
                      EntityPart.withName("name").content("tea").build(),
                      EntityPart.withName("file")
                          .fileName("a.txt")
                          .content("text".getBytes(UTF_8))
                          .build())))
              .replaceAll("--[-0-9a-f]{36,}", "--boundary")),
  OPTIONAL(client -> client.maybe()),
  CLOSED(
      client -> {
        client.close();
        return client.text();
      });

  /** Sets the feature at the builder. */
  interface Building {
    RestClientBuilder tell(RestClientBuilder builder) throws Exception;
  }

  /** Uses the client. */
  interface Using {
    Object use(ContractClient client) throws Exception;
  }

  private final String service;
  private final Building building;
  private final Using using;
  private final String limit;

  ContractFeature(Using using) {
    this(builder -> builder, using);
  }

  ContractFeature(Building building, Using using) {
    this("contract", building, using);
  }

  ContractFeature(String service, Building building, Using using) {
    this(service, building, using, null);
  }

  /** A feature that discovery refuses over {@code stork://}. */
  ContractFeature(String limit, Building building) {
    this("contract", building, client -> "built", limit);
  }

  ContractFeature(String service, Building building, Using using, String limit) {
    this.service = service;
    this.building = building;
    this.using = using;
    this.limit = limit;
  }

  String service() {
    return service;
  }

  /**
   * The reason why discovery refuses the feature over {@code stork://}; null if the feature works
   * there.
   */
  String limit() {
    return limit;
  }

  /** The result of the feature at this address, in words. */
  String outcome(URI address) {
    try {
      ContractClient client =
          building
              .tell(RestClientBuilder.newBuilder().baseUri(address))
              .build(ContractClient.class);
      return String.valueOf(using.use(client));
    } catch (Exception failure) {
      return shown(failure);
    }
  }

  private static String shown(Throwable failure) {
    StringBuilder shown = new StringBuilder(failure.getClass().getName());
    if (failure instanceof WebApplicationException answered) {
      shown.append(' ').append(shown(answered.getResponse()));
    } else if (failure instanceof IllegalStateException
        || failure instanceof IllegalArgumentException) {
      shown.append(' ').append(failure.getMessage());
    }
    for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof java.net.SocketTimeoutException) {
        shown.append(", a timeout");
      }
      if (cause instanceof javax.net.ssl.SSLException) {
        shown.append(", not trusted");
      }
    }
    return shown.toString();
  }

  private static String shown(Response response) {
    String head =
        "%d %s, type %s, length %d, entity %s"
            .formatted(
                response.getStatus(),
                response.getStatusInfo().getReasonPhrase(),
                response.getMediaType(),
                response.getLength(),
                response.hasEntity());
    try {
      return head
          + ", as object "
          + (response.getEntity() instanceof InputStream ? "a stream" : response.getEntity())
          + ", read "
          + response.readEntity(String.class);
    } catch (RuntimeException unreadable) {
      return head + ", read " + unreadable.getClass().getName();
    }
  }

  private static String read(InputStream stream) throws IOException {
    try (stream) {
      return new String(stream.readAllBytes(), UTF_8);
    }
  }

  private static ExecutorService named() {
    return Executors.newCachedThreadPool(
        task -> {
          Thread thread = new Thread(task, "named");
          thread.setDaemon(true);
          return thread;
        });
  }

  private static void append(ClientRequestContext request, String text) {
    request.getHeaders().add("X-Filters", text);
  }

  /** The test's key and certificate. Both ends of a connection use them. */
  static KeyStore keys() throws Exception {
    return keys(Path.of(ConfigProvider.getConfig().getValue("contract.keys", String.class)));
  }

  static KeyStore keys(Path file) throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      keys.load(in, "password".toCharArray());
    }
    return keys;
  }

  private static SSLContext trusting() throws Exception {
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(keys());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  /** Compresses the body, and names the coding in a header field. */
  public static class Zip implements WriterInterceptor {
    @Override
    public void aroundWriteTo(WriterInterceptorContext context) throws IOException {
      context.getHeaders().putSingle("Content-Encoding", "gzip");
      GZIPOutputStream zip = new GZIPOutputStream(context.getOutputStream());
      context.setOutputStream(zip);
      context.proceed();
      zip.finish();
    }
  }

  /** Registers a class, so the Rest Client itself creates the interceptor. */
  static class ZipFeature implements Feature {
    @Override
    public boolean configure(FeatureContext context) {
      context.register(Zip.class);
      return true;
    }
  }

  /** Writes a mark before the body, and adds the mark to a header field. */
  private static void mark(WriterInterceptorContext context, String mark) throws IOException {
    context.getHeaders().add("X-Mark", mark);
    context.getOutputStream().write(mark.getBytes(UTF_8));
    context.proceed();
  }

  // Two classes, because a Rest Client registers only one object of a class.
  static class Early implements WriterInterceptor {
    @Override
    public void aroundWriteTo(WriterInterceptorContext context) throws IOException {
      mark(context, "early");
    }
  }

  static class Late implements WriterInterceptor {
    @Override
    public void aroundWriteTo(WriterInterceptorContext context) throws IOException {
      mark(context, "late");
    }
  }

  static class Read implements ReaderInterceptor {
    @Override
    public Object aroundReadFrom(ReaderInterceptorContext context) throws IOException {
      return context.proceed()
          + " of "
          + context.getMediaType()
          + " "
          + context.getProperty("none")
          + " "
          + context.getHeaders().getFirst("Content-Type");
    }
  }

  /** Passes a value from the caller's thread to the thread of the call. */
  static class Context implements AsyncInvocationInterceptorFactory {

    static final ThreadLocal<String> CURRENT = new ThreadLocal<>();

    @Override
    public AsyncInvocationInterceptor newInterceptor() {
      return new AsyncInvocationInterceptor() {
        private String prepared;

        @Override
        public void prepareContext() {
          prepared = CURRENT.get();
        }

        @Override
        public void applyContext() {
          CURRENT.set(prepared);
        }

        @Override
        public void removeContext() {
          CURRENT.remove();
        }
      };
    }
  }
}
