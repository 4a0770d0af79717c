package io.chathub.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.config.KubernetesConfig;
import io.chathub.bus.NodeId;
import io.chathub.cluster.ClusterConfig.Kubernetes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HazelcastSettingsTest {

  @Test
  void theAddressesOfAServiceAreSoughtAtThePortOfTheCluster() {
    KubernetesConfig join = joinBy(new Kubernetes.Dns("chathub.chat.svc"));

    assertThat(join.isEnabled()).isTrue();
    assertThat(join.getProperties())
        .containsEntry("service-dns", "chathub.chat.svc")
        .containsEntry("service-port", "5711");
  }

  @Test
  void theEndpointsOfAServiceAreSoughtAtThePortOfTheCluster() {
    KubernetesConfig join = joinBy(new Kubernetes.Api(Optional.of("chat"), "chathub"));

    assertThat(join.isEnabled()).isTrue();
    assertThat(join.getProperties())
        .containsEntry("service-name", "chathub")
        .containsEntry("namespace", "chat")
        .containsEntry("service-port", "5711");
  }

  private static KubernetesConfig joinBy(Kubernetes kubernetes) {
    ClusterConfig cluster =
        new ClusterConfig(
            "chathub",
            "10.0.0.7",
            5711,
            List.of(),
            Optional.of(kubernetes),
            Duration.ofSeconds(15));
    return HazelcastSettings.ofNode(cluster, new NodeId("n1"))
        .getAdvancedNetworkConfig()
        .getJoin()
        .getKubernetesConfig();
  }
}
