package dev.ballast.cli.part;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.ballast.observation.Latencies;
import dev.ballast.observation.Observation;
import dev.ballast.observation.RunRecord;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

/**
 * The lines of a part, each one JSON object, by the names of the records' components: so nothing
 * that a record holds can be left out. Latencies are HdrHistogram's compressed V2 encoding in
 * base64, counting microseconds, besides the exact sum.
 */
final class PartText {
  /** A repetition of an experiment; {@code calls} as the simulation counted them. */
  record Line(String experiment, int repetition, long calls, RunRecord record) {}

  /** The last line: how many repetitions there are, and the SHA-256 of all lines before it. */
  record End(int repetitions, String sha256) {}

  /** What stands for a distribution of latencies. */
  private record Encoded(double sumNanos, String micros) {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "is")
  private interface Named {}

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .addMixIn(Observation.Change.class, Named.class)
          .addModule(
              new SimpleModule()
                  .addSerializer(new LatenciesWriter())
                  .addDeserializer(Latencies.class, new LatenciesReader()))
          .build();

  private PartText() {}

  static String of(Object line) {
    return MAPPER.writeValueAsString(line);
  }

  /**
   * The JSON of a line.
   *
   * @throws tools.jackson.core.JacksonException when it is none
   */
  static JsonNode tree(String line) {
    return MAPPER.readTree(line);
  }

  /**
   * What a line says.
   *
   * @throws tools.jackson.core.JacksonException when it is no such line
   */
  static <T> T read(JsonNode line, Class<T> type) {
    return MAPPER.treeToValue(line, type);
  }

  private static final class LatenciesWriter extends StdSerializer<Latencies> {
    LatenciesWriter() {
      super(Latencies.class);
    }

    @Override
    public void serialize(Latencies value, JsonGenerator out, SerializationContext context) {
      context.writeValue(out, new Encoded(value.sumNanos(), value.encodedMicros()));
    }
  }

  private static final class LatenciesReader extends StdDeserializer<Latencies> {
    LatenciesReader() {
      super(Latencies.class);
    }

    @Override
    public Latencies deserialize(JsonParser in, DeserializationContext context) {
      Encoded encoded = context.readValue(in, Encoded.class);
      try {
        return Latencies.decoded(encoded.micros(), encoded.sumNanos());
      } catch (IllegalArgumentException e) {
        return (Latencies)
            context.handleWeirdStringValue(Latencies.class, encoded.micros(), "no histogram");
      }
    }
  }
}
