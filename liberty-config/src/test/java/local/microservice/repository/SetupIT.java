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
        "--package com.example.int              | 'com.example.int' is no package",
        "--package Shop                         | 'Shop' is no package",
        "--package a.b --name Shop              | 'Shop' is no name",
        "--package a.b --name discovery         | 'discovery' is the name of a module",
        "--package a.b --host shop_1            | 'shop_1' is no host",
        "--package a.b --without pages          | there is no part 'pages'",
        "--package a.b --without template       | there is no part 'template'",
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
    return new Command(Path.of(System.getProperty("java.home"), "bin/java").toString(), Map.of())
        .run(command.toArray(String[]::new));
  }

  private static List<Path> files(Path copy) throws IOException {
    try (Stream<Path> all = Files.walk(copy)) {
      return all.filter(Files::isRegularFile).toList();
    }
  }
}
