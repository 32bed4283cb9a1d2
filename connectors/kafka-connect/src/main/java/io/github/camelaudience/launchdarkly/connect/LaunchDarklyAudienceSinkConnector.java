package io.github.camelaudience.launchdarkly.connect;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkConnector;

/**
 * Applies Segment audience messages of topics to LaunchDarkly segments. Its options have the names, types, defaults and checks of
 * the component's; {@code docs/sources/kafka-connect.md} says which there are and how its tasks behave.
 */
public final class LaunchDarklyAudienceSinkConnector extends SinkConnector {

    private Map<String, String> configuration = Map.of();

    /** Makes a connector that is not started. */
    public LaunchDarklyAudienceSinkConnector() {
        // Kafka Connect wants one without parameters
    }

    @Override
    public String version() {
        return ConnectorVersion.VALUE;
    }

    @Override
    public ConfigDef config() {
        return SinkOptions.definition();
    }

    /** Names for each option what is wrong with it, in the words of the component; an unknown option is wrong, too. */
    @Override
    public Config validate(Map<String, String> given) {
        Map<String, ConfigValue> values = new HashMap<>();
        super.validate(given).configValues().forEach(value -> values.put(value.name(), value));
        SinkOptions.mistakes(given)
                .forEach((name, mistakes) ->
                        mistakes.forEach(values.computeIfAbsent(name, ConfigValue::new)::addErrorMessage));
        return new Config(new ArrayList<>(values.values()));
    }

    /**
     * Starts, once the configuration is checked.
     *
     * @throws ConnectException when it is wrong; the message names each option
     */
    @Override
    public void start(Map<String, String> given) {
        SinkOptions.of(given);
        configuration = Map.copyOf(given);
    }

    @Override
    public Class<? extends Task> taskClass() {
        return LaunchDarklyAudienceSinkTask.class;
    }

    @Override
    public List<Map<String, String>> taskConfigs(int maxTasks) {
        List<Map<String, String>> tasks = new ArrayList<>(maxTasks);
        for (int number = 0; number < maxTasks; number++) {
            Map<String, String> task = new HashMap<>(configuration);
            task.put(SinkOptions.TASK_NUMBER, Integer.toString(number));
            tasks.add(task);
        }
        return tasks;
    }

    @Override
    public void stop() {
        // the tasks stop by themselves
    }

    /** Allows any change: offsets are kept in Kafka only. */
    @Override
    public boolean alterOffsets(Map<String, String> connectorConfig, Map<TopicPartition, Long> offsets) {
        return true;
    }
}
