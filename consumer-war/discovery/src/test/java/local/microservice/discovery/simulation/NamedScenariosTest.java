package local.microservice.discovery.simulation;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every fault that this project had stays mended. {@code -Dsimulation.scenario=COMMIT} plays the
 * scenarios of one commit and prints their events.
 */
class NamedScenariosTest {

  private static final String ONE = System.getProperty("simulation.scenario");

  static Stream<Mend> mends() {
    return Mends.all().filter(each -> ONE == null || each.commit().equals(ONE));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mends")
  void isMended(Mend mend) throws InterruptedException {
    World world = new World(mend.scenario(), false, ONE != null).run();
    mend.holds().accept(world);
  }
}
