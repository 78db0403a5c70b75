package local.microservice.consumer.contract;

import java.net.URI;
import local.microservice.consumer.ConsumerWar;
import local.microservice.discovery.contract.ContractApi;
import local.microservice.discovery.contract.ContractClient;
import local.microservice.discovery.contract.ContractFeature;
import local.microservice.discovery.contract.RestClientContract;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.extension.ExtendWith;

/** Checks the features of Rest Clients in a real Liberty. */
@ExtendWith(ArquillianExtension.class)
@RunAsClient
class ContractIT extends RestClientContract {

  @ArquillianResource URI base;

  @Deployment(testable = false)
  static WebArchive war() throws Exception {
    return ConsumerWar.with(startProviders())
        .addClasses(ContractApi.class, ContractApi.Features.class)
        .addClass(ContractClient.class)
        .addClass(ContractFeature.class);
  }

  @Override
  protected URI base() {
    return base;
  }
}
