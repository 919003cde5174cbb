package dev.ballast.trust;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x509.Time;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Byte for byte what another implementation writes. */
final class DerTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 127, 128, 255, 256, 65_535, 65_536})
  void a_length_takes_the_least_bytes(int length) throws Exception {
    byte[] content = new byte[length];
    assertThat(Der.octets(content)).isEqualTo(new DEROctetString(content).getEncoded());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1.2.840.10045.4.3.2", "2.5.29.17", "1.3.6.1.5.5.7.3.1", "2.5.29.2097152"})
  void an_object_identifier_has_seven_bits_to_the_byte(String oid) throws Exception {
    assertThat(Der.oid(oid)).isEqualTo(new ASN1ObjectIdentifier(oid).getEncoded());
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "127", "128", "65536", "170141183460469231731687303715884105727"})
  void an_integer_has_a_sign(String number) throws Exception {
    assertThat(Der.integer(new BigInteger(number)))
        .isEqualTo(new ASN1Integer(new BigInteger(number)).getEncoded());
  }

  @ParameterizedTest
  @ValueSource(strings = {"2026-03-01T12:00:00Z", "2049-12-31T23:59:59Z", "2050-01-01T00:00:00Z"})
  void a_time_has_four_digits_of_the_year_from_2050_on(String at) throws Exception {
    Instant instant = Instant.parse(at);
    assertThat(Der.time(instant))
        .isEqualTo(new Time(Date.from(instant)).getEncoded(ASN1Encoding.DER));
  }

  @Test
  void a_truth_is_all_ones() {
    assertThat(Der.bool(true)).containsExactly(0x01, 0x01, 0xff);
    assertThat(Der.bool(false)).containsExactly(0x01, 0x01, 0x00);
  }
}
