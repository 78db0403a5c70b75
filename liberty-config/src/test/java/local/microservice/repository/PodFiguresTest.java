package local.microservice.repository;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages give a pod's figures as the manifests have them. */
class PodFiguresTest {

  private static final Path KUBERNETES = Path.of("../kubernetes");

  @ParameterizedTest
  @ValueSource(strings = {"provider", "consumer"})
  void areThoseOfTheManifest(String service) throws IOException {
    String pod = Files.readString(KUBERNETES.resolve(service + ".yaml"));

    assertThat(KUBERNETES.resolve("README.md"))
        .content()
        .contains(
            "| startup probe: every %s s, %s failures |"
                .formatted(
                    figure(pod, "startupProbe", "periodSeconds"),
                    figure(pod, "startupProbe", "failureThreshold")),
            probe("liveness", pod),
            probe("readiness", pod),
            "| `preStop` %s s |".formatted(figure(pod, "preStop", "seconds")),
            "| grace period %s s |".formatted(figure(pod, "", "terminationGracePeriodSeconds")),
            "| CPU: request %s, limit %s |"
                .formatted(figure(pod, "requests", "cpu"), figure(pod, "limits", "cpu")),
            "| memory: request and limit %s |".formatted(figure(pod, "requests", "memory")),
            "| disk: request %s, limit %s |"
                .formatted(
                    figure(pod, "requests", "ephemeral-storage"),
                    figure(pod, "limits", "ephemeral-storage")));
    assertThat(figure(pod, "limits", "memory")).isEqualTo(figure(pod, "requests", "memory"));
  }

  private static String probe(String name, String pod) {
    String probe = name + "Probe";
    return "| %s probe: `%s`, every %s s, %s s, %s failures |"
        .formatted(
            name,
            figure(pod, probe, "path"),
            figure(pod, probe, "periodSeconds"),
            figure(pod, probe, "timeoutSeconds"),
            figure(pod, probe, "failureThreshold"));
  }

  /** The first value of a name after the beginning of a block. */
  private static String figure(String manifest, String block, String name) {
    Matcher found =
        Pattern.compile("(?s)\\b" + block + ":?\\s.*?\\b" + name + ": \"?([^\"\\s]+)")
            .matcher(manifest);
    assertThat(found.find()).as(block + " " + name).isTrue();
    return found.group(1);
  }
}
