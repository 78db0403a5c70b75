/**
 * Worlds in which discovery is simulated: its own code, unchanged, on a virtual clock, with a
 * simulated network, name server, instances and callers. A number draws what happens in ten
 * minutes; {@code Invariants} says what holds all the same.
 *
 * <ul>
 *   <li>{@code SimulationTest}: worlds at random. {@code -Dsimulation.seeds=100000} is for a night,
 *       {@code -Dsimulation.seed=42} plays one and prints what happens.
 *   <li>{@code NamedScenariosTest}: each fault that this project had, with the commit that mended
 *       it.
 *   <li>{@code StandardScenariosTest}: draws what readers ask first, beside plain round robin, into
 *       {@code target/simulation}.
 * </ul>
 */
package local.microservice.discovery.simulation;
