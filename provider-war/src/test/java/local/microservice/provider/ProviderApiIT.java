package local.microservice.provider;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The provider's WAR over HTTP, without changes. */
@ExtendWith(ArquillianExtension.class)
@RunAsClient
class ProviderApiIT {

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @ArquillianResource URI base;

  @Deployment(testable = false)
  static WebArchive war() {
    return ShrinkWrap.createFromZipFile(
        WebArchive.class, Path.of("target", "provider-war.war").toFile());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/data", "/provider/data"})
  void sendsTheDataOfTheContract(String path) throws Exception {
    HttpResponse<String> answer = get(path);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
    assertThat(answer.body()).isEqualTo(contract());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/info", "/provider/info"})
  void tellsWhichInstanceItIs(String path) throws Exception {
    assertThat(get(path).body())
        .isEqualTo(
            "{\"service_name\":\"data-provider\",\"host\":\"provider-1\",\"port\":\"%d\",\"version\":\"v%s\"}"
                .formatted(base.getPort(), System.getProperty("project.version")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/health", "/provider/health"})
  void isHealthy(String path) throws Exception {
    HttpResponse<String> answer = get(path);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("{\"status\":\"healthy\"}");
  }

  @ParameterizedTest
  @CsvSource({"/health/live, deadlock", "/health/ready, settings", "/health/started, settings"})
  void answersProbesInMicroProfileHealthsFormat(String path, String check) throws Exception {
    HttpResponse<String> answer = get(path);

    assertThat(answer.statusCode()).isEqualTo(200);
    JsonObject health = json(answer);
    assertThat(health.getString("status")).isEqualTo("UP");
    JsonObject only = health.getJsonArray("checks").getJsonObject(0);
    assertThat(only.getString("name")).isEqualTo(check);
    assertThat(only.getString("status")).isEqualTo("UP");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/nothing",
        "/provider",
        "/provider/nothing",
        "/provider/health/ready",
        "/provider/metrics",
        "/provider/openapi",
        "/WEB-INF/web.xml",
        "/problem"
      })
  void answersAnUnknownPathWithAProblem(String path) throws Exception {
    assertProblem(get(path), 404, path);
  }

  // part: faults
  @ParameterizedTest
  @CsvSource({
    "GET, /faults",
    "PUT, /faults",
    "DELETE, /faults",
    "POST, /faults",
    "GET, /provider/faults",
    "PUT, /provider/faults",
    "DELETE, /provider/faults"
  })
  void cannotBeMadeSick(String method, String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(base.resolve(path))
            .method(method, BodyPublishers.ofString("{\"status\":503}"))
            .header("Content-Type", "application/json")
            .build();

    assertProblem(send(request), 404, path);
  }

  // end of part

  @Test
  void refusesAnotherMethodAndNamesThoseItTakes() throws Exception {
    HttpResponse<String> answer =
        send(HttpRequest.newBuilder(base.resolve("/data")).DELETE().build());

    assertProblem(answer, 405, "/data");
    assertThat(answer.headers().firstValue("Allow").orElse("")).contains("GET");
  }

  @ParameterizedTest
  @CsvSource({"text/html, 406", "nonsense, 400"})
  void refusesAnAcceptThatItCannotMeet(String accept, int status) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(base.resolve("/data")).header("Accept", accept).build();

    assertProblem(send(request), status, "/data");
  }

  private static void assertProblem(HttpResponse<String> answer, int status, String path) {
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/problem+json");
    JsonObject problem = json(answer);
    assertThat(problem.keySet()).containsExactly("type", "title", "status", "detail", "instance");
    assertThat(problem.getInt("status")).isEqualTo(status);
    assertThat(problem.getString("instance")).isEqualTo(path);
    assertThat(answer.headers().map()).doesNotContainKeys("server", "x-powered-by");
    assertThat(answer.body() + answer.headers().map())
        .doesNotContainIgnoringCase("exception")
        .doesNotContainIgnoringCase("liberty")
        .doesNotContain("SRVE", "RESTEASY", "at local.microservice.");
  }

  private HttpResponse<String> get(String path) throws Exception {
    return send(HttpRequest.newBuilder(base.resolve(path)).build());
  }

  private static HttpResponse<String> send(HttpRequest request) throws Exception {
    return HTTP.send(request, BodyHandlers.ofString());
  }

  private static JsonObject json(HttpResponse<String> answer) {
    return Json.createReader(new StringReader(answer.body())).readObject();
  }

  private static String contract() throws IOException {
    try (var sample = ProviderApiIT.class.getResourceAsStream("/data.json")) {
      return new String(sample.readAllBytes(), StandardCharsets.UTF_8).strip();
    }
  }
}
