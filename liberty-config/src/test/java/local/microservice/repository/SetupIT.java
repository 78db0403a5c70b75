package local.microservice.repository;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import local.microservice.harness.Command;
import local.microservice.harness.Command.Result;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code .github/Setup.java} makes copies of this project. It refuses traces of a part itself. */
@Execution(ExecutionMode.CONCURRENT)
class SetupIT {

  private static final Pattern OLD_NAME =
      Pattern.compile("local\\W{1,4}microservice|microservice[.]local|microservice-discovery");

  @TempDir static Path classes;

  @TempDir Path folder;

  /** Once, not at each run. */
  @BeforeAll
  static void compile() {
    int exit =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-Xlint:all",
                "-Werror",
                // The program needs nothing of the test's class path.
                "-cp",
                classes.toString(),
                "-d",
                classes.toString(),
                "../.github/Setup.java");
    assertThat(exit).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "page", "faults", "monitoring", "page faults", "page,faults,monitoring"})
  void copiesTheProjectWithoutTheseParts(String parts) throws Exception {
    Path copy = folder.resolve("shop");
    List<String> arguments =
        new ArrayList<>(
            List.of(
                copy.toString(), "--package", "com.example.shop", "--host", "shop.example.com"));
    if (!parts.isEmpty()) {
      arguments.addAll(List.of(("--without " + parts).split(" ")));
    }

    Result result = setup(arguments);

    assertThat(result.output()).contains("shop is in " + copy);
    assertThat(result.exit()).isZero();
    assertThat(copy.resolve("README.md")).content().startsWith("# shop\n");
    assertThat(copy.resolve("provider-war/src/main/java/com/example/shop/provider/PublicApi.java"))
        .content()
        .contains("package com.example.shop.provider;");
    assertThat(copy.resolve("kubernetes/ingress.yaml"))
        .content()
        .contains("host: shop.example.com");
    assertThat(copy.resolve(".ci/run")).isExecutable();
    for (Path file : files(copy)) {
      assertThat(copy.relativize(file).toString()).doesNotContainPattern(OLD_NAME);
      assertThat(Files.readString(file, ISO_8859_1))
          .as(file.toString())
          .doesNotContainPattern(OLD_NAME)
          .doesNotContain(" part: ", "end of part");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "pricing    | pricing    | Pricing    | PRICING    | --without faults",
        "price-list | pricelist  | PriceList  | PRICE_LIST | --without page,faults,monitoring"
      })
  void addsASecondService(
      String service, String inPackage, String inClasses, String inVariables, String without)
      throws Exception {
    Path copy = folder.resolve("shop");
    List<String> arguments = new ArrayList<>(List.of(copy.toString(), "--second", service));
    arguments.addAll(List.of(("--package com.example.shop " + without).split(" ")));

    Result result = setup(arguments);

    assertThat(result.output()).contains("shop is in " + copy);
    Path consumer = copy.resolve("consumer-war/src/main");
    Path classes = consumer.resolve("java/com/example/shop/consumer");
    assertThat(classes.resolve(inPackage).resolve(inClasses + "Client.java"))
        .content()
        .startsWith("package com.example.shop.consumer." + inPackage + ";")
        .contains("configKey = \"" + service + "\"");
    assertThat(classes.resolve(inPackage).resolve("Guarded" + inClasses + ".java"))
        .content()
        .contains("@CircuitBreaker(", "@Bulkhead(16)");
    assertThat(classes.resolve(inPackage).resolve(inClasses + "Resource.java"))
        .content()
        .contains("@Path(\"/" + service + "\")");
    assertThat(classes.resolve("PublicApi.java"))
        .content()
        .contains("FetchResource.class, " + inClasses + "Resource.class)");
    assertThat(classes.resolve("settings/DiscoveryStart.java"))
        .content()
        .contains(
            "\"" + inVariables + "_SERVICE\"", "PROVIDER_SERVICE, " + inVariables + "_SERVICE");
    String properties =
        Files.readString(consumer.resolve("resources/META-INF/microprofile-config.properties"));
    assertThat(properties)
        .contains(
            inVariables + "_SERVICE=http://localhost:${provider.port.2},",
            service + "/mp-rest/uri=stork://" + service,
            "stork." + service + ".service-discovery.addresses=${" + inVariables + "_SERVICE}",
            "discovery." + service + ".call-timeout=1000");
    assertThat(properties.contains("traffic." + service + ".path=/" + service))
        .isEqualTo(!without.contains("page"));
    assertThat(copy.resolve("docker-compose.yml"))
        .content()
        .contains(
            "\n  " + service + ":\n", inVariables + "_SERVICE: http://" + service + ":8080\n");
    assertThat(copy.resolve("kubernetes/" + service + ".yaml"))
        .content()
        .contains("name: " + service + "-headless", "image: service-provider:v1")
        .doesNotContainPattern("(?<!service-)provider\\b(?!'s)");
    assertThat(copy.resolve("kubernetes/consumer.yaml"))
        .content()
        .contains(
            inVariables + "_SERVICE: http://" + service + "-headless:8080",
            "path: " + inVariables + "_SERVICE",
            "app.kubernetes.io/name: " + service);
    for (Path file : files(copy)) {
      assertThat(copy.relativize(file).toString()).doesNotContain("offers");
    }
  }

  /** A folder that has only what the program looks for at first. */
  @Test
  void namesAnEditOfTheSecondServiceThatFindsNothing() throws Exception {
    Path clone = Files.createDirectories(folder.resolve("clone"));
    Files.createFile(clone.resolve("pom.xml"));
    Files.createFile(Files.createDirectory(clone.resolve(".github")).resolve("Setup.java"));

    Process process =
        new ProcessBuilder(
                java(),
                "-cp",
                classes.toString(),
                "Setup",
                folder.resolve("shop").toString(),
                "--package",
                "a.b",
                "--second",
                "pricing")
            .directory(clone.toFile())
            .redirectErrorStream(true)
            .start();

    assertThat(new String(process.getInputStream().readAllBytes(), ISO_8859_1))
        .startsWith("Setup: the second service looks for ")
        .contains("smallrye", " in consumer-war/", "microprofile-config.properties in vain");
    assertThat(process.waitFor()).isEqualTo(2);
    assertThat(folder.resolve("shop")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--package com.example.int              | 'com.example.int' is no package",
        "--package Shop                         | 'Shop' is no package",
        "--package a.b --name Shop              | 'Shop' is no name",
        "--package a.b --name discovery         | 'discovery' is the name of a module",
        "--package a.b --host shop_1            | 'shop_1' is no host",
        "--package a.b --without pages          | there is no part 'pages'",
        "--package a.b --without template       | there is no part 'template'",
        "--package a.b --second Pricing         | 'Pricing' is no service",
        "--package a.b --second price_list      | 'price_list' is no service",
        "--package a.b --second price-          | 'price-' is no service",
        "--package a.b --second 2nd             | '2nd' is no service",
        "--package a.b --second provider        | the second service cannot be 'provider'",
        "--package a.b --second consumer        | the second service cannot be 'consumer'",
        "--package a.b --second provider-entry  | the second service cannot be 'provider-entry'",
        "--package a.b --second class           | the second service cannot be 'class'",
        "--package a.b --colour red             | there is no option --colour",
        "--package                              | --package needs a value",
        "--name shop                            | --package is missing"
      })
  void saysWhatIsWrongAndMakesNothing(String options, String reason) throws Exception {
    List<String> arguments = new ArrayList<>(List.of(folder.resolve("shop").toString()));
    arguments.addAll(List.of(options.split(" ")));

    assertRefused(arguments, reason);

    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void makesNothingInAFolderThatIsNotEmpty() throws Exception {
    Files.createFile(folder.resolve("mine"));

    assertRefused(
        List.of(folder.toString(), "--name", "shop", "--package", "a.b"), "is no empty folder");

    assertThat(folder).isDirectoryContaining("glob:**/mine");
  }

  private static void assertRefused(List<String> arguments, String reason) throws Exception {
    Result result = setup(arguments);

    assertThat(result.exit()).isEqualTo(2);
    assertThat(result.output()).startsWith("Setup: ").contains(reason);
  }

  private static Result setup(List<String> arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("-cp", classes.toString(), "Setup"));
    command.addAll(arguments);
    return new Command(java(), Map.of()).run(command.toArray(String[]::new));
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin/java").toString();
  }

  private static List<Path> files(Path copy) throws IOException {
    try (Stream<Path> all = Files.walk(copy)) {
      return all.filter(Files::isRegularFile).toList();
    }
  }
}
