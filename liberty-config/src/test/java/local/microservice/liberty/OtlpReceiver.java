package local.microservice.liberty;

import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Accepts traces by OTLP over HTTP, as a collector does. Thread-safe. */
final class OtlpReceiver implements AutoCloseable {

  /**
   * A span.
   *
   * @param resource the attributes of its sender
   * @param trace the trace's id in hexadecimal digits
   * @param id its id
   * @param parent the id of its parent span; empty for none
   * @param kind its kind in OpenTelemetry, for example {@code CLIENT}
   * @param name its name
   * @param attributes its attributes, as text
   * @param failed whether its status is an error
   */
  record Span(
      Map<String, String> resource,
      String trace,
      String id,
      String parent,
      String kind,
      String name,
      Map<String, String> attributes,
      boolean failed) {}

  private final HttpServer server;
  private final List<Span> spans = new CopyOnWriteArrayList<>();

  OtlpReceiver() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/v1/traces",
        exchange -> {
          try (InputStream body = exchange.getRequestBody()) {
            take(ExportTraceServiceRequest.parseFrom(body));
          }
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
  }

  /** The value of {@code OTEL_EXPORTER_OTLP_ENDPOINT} for this receiver. */
  String endpoint() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** The spans of a trace so far. */
  List<Span> spans(String trace) {
    return spans.stream().filter(span -> span.trace.equals(trace)).toList();
  }

  private void take(ExportTraceServiceRequest request) {
    HexFormat hex = HexFormat.of();
    for (ResourceSpans from : request.getResourceSpansList()) {
      for (ScopeSpans scope : from.getScopeSpansList()) {
        for (io.opentelemetry.proto.trace.v1.Span span : scope.getSpansList()) {
          spans.add(
              new Span(
                  texts(from.getResource().getAttributesList()),
                  hex.formatHex(span.getTraceId().toByteArray()),
                  hex.formatHex(span.getSpanId().toByteArray()),
                  hex.formatHex(span.getParentSpanId().toByteArray()),
                  span.getKind().name().replace("SPAN_KIND_", ""),
                  span.getName(),
                  texts(span.getAttributesList()),
                  span.getStatus().getCode() == StatusCode.STATUS_CODE_ERROR));
        }
      }
    }
  }

  private static Map<String, String> texts(List<KeyValue> attributes) {
    Map<String, String> texts = new TreeMap<>();
    for (KeyValue each : attributes) {
      AnyValue value = each.getValue();
      texts.put(
          each.getKey(),
          value.hasIntValue() ? Long.toString(value.getIntValue()) : value.getStringValue());
    }
    return texts;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
