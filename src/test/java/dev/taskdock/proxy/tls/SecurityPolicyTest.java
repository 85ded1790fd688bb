package dev.taskdock.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.model.SecurityPolicies;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the names of security policies stand for, by the guide's tables.
final class SecurityPolicyTest {
  @ParameterizedTest
  @CsvSource({
    "TLS13-1-3-2021-06, 3, TLSv1.3, TLSv1.3",
    "TLS13-1-3-PQ-2025-09, 3, TLSv1.3, TLSv1.3",
    "TLS13-1-2-Res-2021-06, 7, TLSv1.3, TLSv1.2",
    "TLS13-1-2-Res-PQ-2025-09, 7, TLSv1.3, TLSv1.2",
    "TLS13-1-2-2021-06, 11, TLSv1.3, TLSv1.2",
    "TLS13-1-2-Ext1-2021-06, 15, TLSv1.3, TLSv1.2",
    "TLS13-1-2-Ext1-PQ-2025-09, 15, TLSv1.3, TLSv1.2",
    "TLS13-1-2-Ext2-2021-06, 21, TLSv1.3, TLSv1.2",
    "TLS13-1-1-2021-06, 21, TLSv1.3, TLSv1.1",
    "TLS13-1-0-2021-06, 21, TLSv1.3, TLSv1",
    "TLS13-1-2-Res-FIPS-2023-04, 6, TLSv1.3, TLSv1.2",
    "TLS13-1-2-Ext0-FIPS-2023-04, 14, TLSv1.3, TLSv1.2",
    "TLS13-1-1-FIPS-PQ-2025-09, 20, TLSv1.3, TLSv1.1",
    "TLS-1-2-2017-01, 12, TLSv1.2, TLSv1.2",
    "TLS-1-2-Ext-2018-06, 18, TLSv1.2, TLSv1.2",
    "TLS-1-1-2017-01, 18, TLSv1.2, TLSv1.1",
    "2016-08, 18, TLSv1.2, TLSv1",
    "2015-05, 18, TLSv1.2, TLSv1",
    "TLS-1-0-2015-04, 19, TLSv1.2, TLSv1",
    "FS-1-2-Res-2020-10, 4, TLSv1.2, TLSv1.2",
    "FS-1-2-Res-2019-08, 8, TLSv1.2, TLSv1.2",
    "FS-1-2-2019-08, 12, TLSv1.2, TLSv1.2",
    "FS-1-1-2019-08, 12, TLSv1.2, TLSv1.1",
    "FS-2018-06, 12, TLSv1.2, TLSv1"
  })
  void a_policy_has_its_suites_and_versions(String name, int suites, String newest, String oldest) {
    var policy = SecurityPolicy.named("ELBSecurityPolicy-" + name);

    assertThat(policy.ciphers()).hasSize(suites);
    assertThat(policy.protocols().getFirst()).isEqualTo(newest);
    assertThat(policy.protocols().getLast()).isEqualTo(oldest);
  }

  @Test
  void all_names_stand_for_something() {
    assertThat(SecurityPolicies.NAMES)
        .allSatisfy(name -> assertThat(SecurityPolicy.named(name).ciphers()).isNotEmpty());
  }

  @Test
  void suites_are_preferred_in_aws_order() {
    assertThat(SecurityPolicy.named("ELBSecurityPolicy-2016-08").ciphers())
        .extracting(Cipher::openSslName)
        .isEqualTo(
            List.of(
                "ECDHE-ECDSA-AES128-GCM-SHA256",
                "ECDHE-RSA-AES128-GCM-SHA256",
                "ECDHE-ECDSA-AES128-SHA256",
                "ECDHE-RSA-AES128-SHA256",
                "ECDHE-ECDSA-AES128-SHA",
                "ECDHE-RSA-AES128-SHA",
                "ECDHE-ECDSA-AES256-GCM-SHA384",
                "ECDHE-RSA-AES256-GCM-SHA384",
                "ECDHE-ECDSA-AES256-SHA384",
                "ECDHE-RSA-AES256-SHA384",
                "ECDHE-ECDSA-AES256-SHA",
                "ECDHE-RSA-AES256-SHA",
                "AES128-GCM-SHA256",
                "AES128-SHA256",
                "AES128-SHA",
                "AES256-GCM-SHA384",
                "AES256-SHA256",
                "AES256-SHA"));
  }

  @Test
  void only_some_exchange_keys_against_quantum_computers() {
    assertThat(SecurityPolicy.named("ELBSecurityPolicy-TLS13-1-2-PQ-2025-09").postQuantum())
        .isTrue();
    assertThat(SecurityPolicy.named("ELBSecurityPolicy-TLS13-1-2-2021-06").postQuantum()).isFalse();
  }

  @Test
  void fips_policies_have_no_chacha() {
    assertThat(SecurityPolicy.named("ELBSecurityPolicy-TLS13-1-3-FIPS-2023-04").ciphers())
        .containsExactly(Cipher.TLS_AES_128_GCM_SHA256, Cipher.TLS_AES_256_GCM_SHA384);
  }
}
