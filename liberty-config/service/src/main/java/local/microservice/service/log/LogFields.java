package local.microservice.service.log;

import com.ibm.websphere.logging.hpel.LogRecordContext;
import com.ibm.websphere.logging.hpel.LogRecordContext.Extension;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.function.Function;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Adds the field {@code ext_environment} to every JSON line of the log, and within a trace {@code
 * ext_trace_id} and {@code ext_span_id} too. Liberty asks for the values when it writes a line, so
 * a request without a line costs nothing. Thread-safe.
 */
@ApplicationScoped
public class LogFields {

  @Inject
  @ConfigProperty(name = "ENVIRONMENT")
  String environment;

  // Liberty holds these weakly, so they end with the application.
  private final Map<String, Extension> fields =
      Map.of(
          "environment", () -> environment,
          "trace_id", () -> traced(SpanContext::getTraceId),
          "span_id", () -> traced(SpanContext::getSpanId));

  void start(@Observes @Priority(0) @Initialized(ApplicationScoped.class) Object event) {
    fields.forEach(
        (name, value) -> {
          // Only one application can take a name. On the development server both services have the
          // same.
          LogRecordContext.unregisterExtension(name);
          LogRecordContext.registerExtension(name, value);
        });
  }

  private static String traced(Function<SpanContext, String> id) {
    SpanContext span = Span.current().getSpanContext();
    return span.isValid() ? id.apply(span) : null;
  }
}
