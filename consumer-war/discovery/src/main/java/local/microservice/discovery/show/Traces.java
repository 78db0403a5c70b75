package local.microservice.discovery.show;

import static io.opentelemetry.api.common.AttributeKey.longKey;
import static io.opentelemetry.api.common.AttributeKey.stringKey;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.TracerProvider;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapPropagator;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import local.microservice.discovery.call.CallTrace;
import local.microservice.discovery.call.TraceSource;
import local.microservice.discovery.http.Answer;
import local.microservice.discovery.http.Request;
import local.microservice.discovery.instance.Instance;

/**
 * Records each attempt of a call as a client span. The instance's trace continues from that span.
 * Costs one comparison while telemetry is off. Thread-safe.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/semconv/http/http-spans/">OpenTelemetry's
 *     conventions for HTTP spans</a>
 */
final class Traces implements TraceSource {

  /** The property of a request where Liberty keeps the span of the whole call. */
  private static final String CALL = "otel.span.client.context";

  private static final AttributeKey<String> METHOD = stringKey("http.request.method");
  private static final AttributeKey<String> ADDRESS = stringKey("server.address");
  private static final AttributeKey<Long> PORT = longKey("server.port");
  private static final AttributeKey<String> URL = stringKey("url.full");
  private static final AttributeKey<Long> STATUS = longKey("http.response.status_code");
  private static final AttributeKey<String> ERROR = stringKey("error.type");
  private static final AttributeKey<Long> RESEND_COUNT = longKey("http.request.resend_count");

  /** The failure of the attempt before. OpenTelemetry has no convention for this. */
  private static final AttributeKey<String> RETRY_REASON = stringKey("discovery.retry.reason");

  private final Tracer tracer;
  private final TextMapPropagator propagator;

  Traces(OpenTelemetry telemetry) {
    boolean off = telemetry.getTracerProvider() == TracerProvider.noop();
    tracer = off ? null : telemetry.getTracer("local.microservice.discovery");
    propagator = telemetry.getPropagators().getTextMapPropagator();
  }

  @Override
  public CallTrace of(Function<String, Object> property) {
    if (tracer == null) {
      return CallTrace.NONE;
    }
    Context call = property.apply(CALL) instanceof Context begun ? begun : Context.current();
    // Nobody sees the attempts of an unrecorded call. Liberty sends the header fields that tell the
    // provider so.
    return Span.fromContext(call).isRecording() ? new Spans(call) : CallTrace.NONE;
  }

  private final class Spans implements CallTrace {

    private final Context call;
    private Span attempt = Span.getInvalid();
    private long attempts;
    private String reason;

    Spans(Context call) {
      this.call = call;
    }

    @Override
    public Map<String, String> attemptBegins(Instance instance, Request request) {
      attempt =
          tracer
              .spanBuilder(request.method())
              .setParent(call)
              .setSpanKind(SpanKind.CLIENT)
              .startSpan();
      if (attempt.isRecording()) {
        attempt.setAttribute(METHOD, request.method());
        attempt.setAttribute(ADDRESS, instance.endpoint().host());
        attempt.setAttribute(PORT, (long) instance.endpoint().port());
        attempt.setAttribute(URL, instance.address() + request.path());
        if (attempts > 0) {
          attempt.setAttribute(RESEND_COUNT, attempts);
          attempt.setAttribute(RETRY_REASON, reason);
        }
      }
      attempts++;
      Map<String, String> fields = new HashMap<>();
      propagator.inject(call.with(attempt), fields, Map::put);
      return fields;
    }

    @Override
    public void attemptEnded(Answer answer, IOException failure) {
      if (answer != null) {
        attempt.setAttribute(STATUS, (long) answer.status());
        if (answer.status() >= 400) {
          reason = "HTTP status " + answer.status();
          failed(attempt, Integer.toString(answer.status()), "");
        }
      } else if (failure != null) {
        reason = failure.toString();
        failed(attempt, failure.getClass().getName(), failure.getMessage());
      }
      attempt.end();
    }

    /** Liberty ends its span only when there is an answer. */
    @Override
    public void failed(Exception failure) {
      Span whole = Span.fromContext(call);
      if (whole != Span.current()) {
        failed(whole, failure.getClass().getName(), failure.getMessage());
        whole.end();
      }
    }

    private static void failed(Span span, String type, String description) {
      span.setAttribute(ERROR, type);
      span.setStatus(StatusCode.ERROR, description == null ? "" : description);
    }
  }
}
