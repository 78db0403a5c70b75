package local.microservice.discovery.call;

/**
 * The limits of one call to a service.
 *
 * @param callMillis how long the call may take, including retries, in milliseconds
 * @param retries how many more instances the call may be tried on
 * @param retryBudgetRatio retries per call over ten seconds, 0 to 1
 * @param retryBudgetFloor retries allowed in ten seconds, however few the calls
 */
public record CallSettings(
    long callMillis, int retries, double retryBudgetRatio, int retryBudgetFloor) {}
