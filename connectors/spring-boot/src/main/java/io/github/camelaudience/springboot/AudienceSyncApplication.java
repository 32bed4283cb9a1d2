package io.github.camelaudience.springboot;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Sends the Segment messages of files to LaunchDarkly, in Spring Boot. */
@SpringBootApplication
public class AudienceSyncApplication {

    public static void main(String[] args) {
        SpringApplication.run(AudienceSyncApplication.class, args);
    }
}
