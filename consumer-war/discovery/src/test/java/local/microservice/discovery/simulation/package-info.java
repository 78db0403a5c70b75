/**
 * Simulates discovery. Its own code runs unchanged on a virtual clock, with a simulated network,
 * name server, instances and callers. A seed draws the incidents of ten minutes. {@code Invariants}
 * checks what must hold in every case.
 *
 * <ul>
 *   <li>{@code SimulationTest}: random worlds. {@code -Dsimulation.seeds=100000} is for a night.
 *       {@code -Dsimulation.seed=42} plays one world and prints its events.
 *   <li>{@code NamedScenariosTest}: the faults that this project had, each with the commit that
 *       mended it.
 *   <li>{@code StandardScenariosTest}: the cases that readers ask about first. Draws discovery
 *       beside plain round robin into {@code target/simulation}.
 * </ul>
 */
package local.microservice.discovery.simulation;
