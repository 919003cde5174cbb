package dev.ballast.bench.peer;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Spring Cloud Gateway with nothing of our own; its routes come as arguments. */
@SpringBootApplication
public class SpringCloudGateway {
  /** Runs until it is ended. */
  public static void main(String[] args) {
    SpringApplication.run(SpringCloudGateway.class, args);
  }
}
