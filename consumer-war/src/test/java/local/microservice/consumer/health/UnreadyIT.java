package local.microservice.consumer.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import local.microservice.consumer.ConsumerWar;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The consumer's WAR with one more readiness check, which is down. */
@ExtendWith(ArquillianExtension.class)
@RunAsClient
class UnreadyIT {

  @ArquillianResource URI base;

  @Deployment(testable = false)
  static WebArchive war() {
    return ConsumerWar.shipped().addClass(DownCheck.class);
  }

  @Test
  void isUnhealthyWhenAReadinessCheckSaysSo() throws Exception {
    HttpResponse<String> answer = get("/health");

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).isEqualTo("{\"status\":\"unhealthy\"}");
  }

  @Test
  void namesTheCheckThatIsDown() throws Exception {
    HttpResponse<String> answer = get("/health/ready");

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body())
        .contains("\"status\":\"DOWN\"", "{\"name\":\"down\",\"status\":\"DOWN\"}");
  }

  @Test
  void isNotRestartedForIt() throws Exception {
    assertThat(get("/health/live").statusCode()).isEqualTo(200);
  }

  private HttpResponse<String> get(String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(base.resolve(path)).build(), BodyHandlers.ofString());
  }
}
