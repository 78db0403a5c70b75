package local.microservice.consumer.fetch;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonReaderFactory;
import java.io.ByteArrayInputStream;
import java.util.Map;
import java.util.regex.Pattern;
import local.microservice.consumer.discovery.ServiceContract;

/**
 * The provider answers {@code GET /data} with its data, or with a problem in JSON. Whatever else
 * answers at one of its addresses is another server: an address may have been given to someone
 * else. Thread-safe.
 */
@ApplicationScoped
public class ProviderContract implements ServiceContract {

  private static final Pattern JSON =
      Pattern.compile("application/([^;\\s]+\\+)?json\\s*(;.*)?", Pattern.CASE_INSENSITIVE);

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
    if (status >= 400) {
      return isJson || body.length == 0;
    }
    return status == 200 && isJson && isData(body);
  }

  private boolean isData(byte[] body) {
    try (JsonReader reader = json.createReader(new ByteArrayInputStream(body))) {
      JsonObject data = reader.readObject();
      return data.getString("message", null) != null && data.getString("source", null) != null;
    }
  }
}
