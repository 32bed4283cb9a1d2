package io.github.camelaudience.routes;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder$;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/** A server of the protocol of SQS (ElasticMQ), in memory. */
final class LocalSqs implements AutoCloseable {

    private static final int BATCH = 10;

    private final SQSRestServer server = SQSRestServerBuilder$.MODULE$
            .withInterface("127.0.0.1")
            .withDynamicPort()
            .start();
    final SqsClient client = SqsClient.builder()
            .region(Region.US_EAST_1)
            .endpointOverride(URI.create("http://127.0.0.1:"
                    + server.waitUntilStarted().localAddress().getPort()))
            .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")))
            .build();

    void create(String queue) {
        Map<QueueAttributeName, String> attributes =
                queue.endsWith(".fifo") ? Map.of(QueueAttributeName.FIFO_QUEUE, "true") : Map.of();
        client.createQueue(request -> request.queueName(queue).attributes(attributes));
    }

    /** One that gives up what has been received so often, to a queue that is created, too. */
    void create(String queue, String givenUp, int maxReceiveCount) {
        create(givenUp);
        String arn = client.getQueueAttributes(
                        request -> request.queueUrl(url(givenUp)).attributeNames(QueueAttributeName.QUEUE_ARN))
                .attributes()
                .get(QueueAttributeName.QUEUE_ARN);
        client.createQueue(request -> request.queueName(queue)
                .attributes(Map.of(
                        QueueAttributeName.REDRIVE_POLICY,
                        "{\"deadLetterTargetArn\":\"" + arn + "\",\"maxReceiveCount\":\"" + maxReceiveCount + "\"}")));
    }

    void delete(String queue) {
        client.deleteQueue(request -> request.queueUrl(url(queue)));
    }

    /** A body as it is, with an attribute if that is not {@code null}. */
    void send(String queue, String body, String attribute, String value) {
        client.sendMessage(request -> {
            request.queueUrl(url(queue)).messageBody(body);
            if (attribute != null) {
                request.messageAttributes(Map.of(
                        attribute,
                        MessageAttributeValue.builder()
                                .dataType("String")
                                .stringValue(value)
                                .build()));
            }
        });
    }

    private String url(String queue) {
        return client.getQueueUrl(request -> request.queueName(queue)).queueUrl();
    }

    /** Sends bodies: in order and in the group of its user to a FIFO queue, in any order to others. */
    void send(String queue, List<Sample.Message> messages) {
        String url = url(queue);
        IntStream batches = IntStream.range(0, (messages.size() + BATCH - 1) / BATCH);
        (queue.endsWith(".fifo") ? batches : batches.parallel())
                .forEach(batch -> client.sendMessageBatch(request -> request.queueUrl(url)
                        .entries(IntStream.range(batch * BATCH, Math.min((batch + 1) * BATCH, messages.size()))
                                .mapToObj(i -> entry(queue, i, messages.get(i)))
                                .toList())));
    }

    private static SendMessageBatchRequestEntry entry(String queue, int number, Sample.Message message) {
        SendMessageBatchRequestEntry.Builder entry = SendMessageBatchRequestEntry.builder()
                .id(Integer.toString(number))
                .messageBody(message.json());
        if (queue.endsWith(".fifo")) {
            entry.messageGroupId(message.userId()).messageDeduplicationId(Integer.toString(number));
        }
        return entry.build();
    }

    /** What is in a queue, visible or not: asked for at once, because messages go from one to the other. */
    long depth(String queue) {
        return count(
                queue,
                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE);
    }

    /** What whoever asks next may get. */
    long visible(String queue) {
        return count(queue, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES);
    }

    private long count(String queue, QueueAttributeName... names) {
        return client
                .getQueueAttributes(request -> request.queueUrl(url(queue)).attributeNames(names))
                .attributesAsStrings()
                .values()
                .stream()
                .mapToLong(Long::parseLong)
                .sum();
    }

    /** Takes all that is in a queue. */
    List<Message> drain(String queue) {
        List<Message> messages = new ArrayList<>();
        List<Message> some;
        do {
            some = client.receiveMessage(request -> request.queueUrl(url(queue))
                            .maxNumberOfMessages(BATCH)
                            .messageAttributeNames("All"))
                    .messages();
            messages.addAll(some);
        } while (!some.isEmpty());
        return messages;
    }

    @Override
    public void close() {
        client.close();
        server.stopAndWait();
    }
}
