package io.hawser.storage.archive;

import java.net.URI;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** How a bucket is reached. */
final class BucketClient {
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration SILENCE = Duration.ofSeconds(60);

    private BucketClient() {}

    static S3Client of(ArchivePlace.Bucket place) {
        // What reaches the store and what comes back is compared by the archive itself; the newer ways of the library
        // to do
        // so are not understood by all stores.
        S3ClientBuilder builder = S3Client.builder()
                .region(Region.of(place.region()))
                .forcePathStyle(place.pathStyle())
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(CONNECT)
                        .socketTimeout(SILENCE));
        URI endpoint = place.endpoint();
        if (endpoint != null) {
            builder.endpointOverride(endpoint);
        }
        ArchivePlace.Keys keys = place.keys();
        if (keys != null) {
            builder.credentialsProvider(
                    StaticCredentialsProvider.create(AwsBasicCredentials.create(keys.id(), keys.secret())));
        }
        return builder.build();
    }
}
