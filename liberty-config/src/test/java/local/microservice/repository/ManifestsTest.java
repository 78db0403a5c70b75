package local.microservice.repository;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets a token and which right, and what else the manifests must say in two places. */
class ManifestsTest {

  private static final Path KUBERNETES = Path.of("../kubernetes");
  private static final Path ENDPOINT_SLICES = KUBERNETES.resolve("endpoint-slices");
  private static final String AUTOMOUNT = "automountServiceAccountToken: ";

  @Test
  void givesNobodyATokenOrARightWithoutEndpointSlices() throws IOException {
    try (Stream<Path> files = Files.list(KUBERNETES)) {
      assertThat(files.filter(file -> file.toString().endsWith(".yaml")))
          .hasSizeGreaterThanOrEqualTo(3)
          .allSatisfy(
              file ->
                  assertThat(file)
                      .content()
                      .doesNotContain("serviceAccountToken:", "kind: Role", AUTOMOUNT + "true"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"provider", "consumer"})
  void mountsNoTokenForAnAccountOrAPod(String service) throws IOException {
    assertThat(all("^ *" + AUTOMOUNT + "(.*)$", KUBERNETES.resolve(service + ".yaml")))
        .containsExactly("false", "false");
  }

  @Test
  void givesTheConsumerTheRightToReadEndpointSlicesAndNoOther() throws IOException {
    Path rights = ENDPOINT_SLICES.resolve("rights.yaml");

    assertThat(all("^kind: (.*)$", rights)).containsExactly("Role", "RoleBinding");
    assertThat(all("^ +- apiGroups: (.*)$", rights)).containsExactly("[discovery.k8s.io]");
    assertThat(all("^ +resources: (.*)$", rights)).containsExactly("[endpointslices]");
    assertThat(all("^ +verbs: (.*)$", rights)).containsExactly("[list, watch]");
    assertThat(all("^ +- kind: (.*\\n +name: .*)$", rights))
        .containsExactly("ServiceAccount\n    name: consumer");
  }

  @Test
  void givesTheConsumerATokenOfAnHourAndTheProviderNone() throws IOException {
    Path consumer = ENDPOINT_SLICES.resolve("consumer-patch.yaml");
    Path provider = ENDPOINT_SLICES.resolve("provider-patch.yaml");

    assertThat(all("^ +expirationSeconds: (.*)$", consumer)).containsExactly("3600");
    assertThat(consumer).content().doesNotContain(AUTOMOUNT);
    assertThat(provider).content().doesNotContain("serviceAccountToken", AUTOMOUNT, "volumes:");
  }

  @ParameterizedTest
  @ValueSource(strings = {"provider", "consumer"})
  void letsTheClusterAutoscalerForgetEachEmptyDir(String service) throws IOException {
    Path manifest = KUBERNETES.resolve(service + ".yaml");
    List<String> volumes = all("- name: (\\w+)\\n +emptyDir:", manifest);

    assertThat(all("/safe-to-evict-local-volumes: (.*)$", manifest))
        .containsExactly(String.join(",", volumes));
  }

  /** What the pattern's group finds in the lines of a file. */
  private static List<String> all(String pattern, Path file) throws IOException {
    return Pattern.compile(pattern, Pattern.MULTILINE)
        .matcher(Files.readString(file))
        .results()
        .map((MatchResult found) -> found.group(1))
        .collect(Collectors.toList());
  }
}
