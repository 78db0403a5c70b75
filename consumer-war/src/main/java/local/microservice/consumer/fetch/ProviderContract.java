package local.microservice.consumer.fetch;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonReaderFactory;
import java.io.ByteArrayInputStream;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import local.microservice.discovery.call.ServiceContract;

/**
 * Recognizes the provider's answers: the data of {@code GET /data}, or an error of the request in
 * JSON. Every other answer is from another server, for example a similar service: an address may
 * have been given to someone else. Thread-safe.
 */
@ApplicationScoped
public class ProviderContract implements ServiceContract {

  /** JSON is in UTF-8: RFC 8259, section 8.1. */
  private static final Pattern JSON =
      Pattern.compile(
          "application/([^;\\s]+\\+)?json\\s*(;\\s*charset\\s*=\\s*\"?utf-8\"?\\s*)?",
          Pattern.CASE_INSENSITIVE);

  /** Errors of a caller's header fields, which are sent along with the request. */
  private static final Set<Integer> BAD_REQUEST = Set.of(400, 406, 414, 417, 431);

  private final JsonReaderFactory json = Json.createReaderFactory(Map.of());

  @Override
  public String service() {
    return "provider";
  }

  @Override
  public boolean isKept(String method, String path, int status, String mediaType, byte[] body) {
    if (!method.equals("GET") || !path.equals("/data")) {
      return true;
    }
    boolean isJson = mediaType != null && JSON.matcher(mediaType).matches();
    return BAD_REQUEST.contains(status)
        ? isJson || body.length == 0
        : status == 200 && isJson && isData(body);
  }

  private boolean isData(byte[] body) {
    try (JsonReader reader = json.createReader(new ByteArrayInputStream(body), UTF_8)) {
      JsonObject data = reader.readObject();
      return data.getString("message", null) != null && data.getString("source", null) != null;
    }
  }
}
