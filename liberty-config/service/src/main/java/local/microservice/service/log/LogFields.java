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
 * Gives every JSON line of the log, whoever writes it, the fields {@code ext_environment} and,
 * within a trace, {@code ext_trace_id} and {@code ext_span_id}. They are asked for when a line is
 * written, so a request without a line costs nothing. Thread-safe.
 */
@ApplicationScoped
public class LogFields {

  @Inject
  @ConfigProperty(name = "ENVIRONMENT")
  String environment;

  // Liberty holds them weakly: they end with the application.
  private final Map<String, Extension> fields =
      Map.of(
          "environment", () -> environment,
          "trace_id", () -> traced(SpanContext::getTraceId),
          "span_id", () -> traced(SpanContext::getSpanId));

  void start(@Observes @Priority(0) @Initialized(ApplicationScoped.class) Object event) {
    fields.forEach(
        (name, value) -> {
          // The other service of a development server has the same, and a name can be taken once.
          LogRecordContext.unregisterExtension(name);
          LogRecordContext.registerExtension(name, value);
        });
  }

  private static String traced(Function<SpanContext, String> id) {
    SpanContext span = Span.current().getSpanContext();
    return span.isValid() ? id.apply(span) : null;
  }
}
