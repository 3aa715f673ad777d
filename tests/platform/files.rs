//! Files in a bucket: against a small server that speaks as much S3 as the portal asks of one.

use std::collections::BTreeMap;
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

use actix_web::web::{Bytes, Data, PayloadConfig};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use futures_util::TryStreamExt;
use tierdesk::platform::files::{Bucket, Files, Place, Spool};
use tierdesk::platform::tls;

/// What is kept by key, and the parts of uploads that are not whole yet.
#[derive(Default)]
struct Kept {
    objects: BTreeMap<String, Vec<u8>>,
    parts: BTreeMap<String, Vec<u8>>,
    unsigned: usize,
}

type Shared = Data<Mutex<Kept>>;

fn xml(body: String) -> HttpResponse {
    HttpResponse::Ok().content_type("application/xml").body(body)
}

async fn answer(request: HttpRequest, body: Bytes, kept: Shared) -> HttpResponse {
    let mut kept = kept.lock().unwrap();
    let signed = request.headers().get("authorization").and_then(|v| v.to_str().ok());
    if !signed.is_some_and(|v| v.starts_with("AWS4-HMAC-SHA256 Credential=key/")) {
        kept.unsigned += 1;
        return HttpResponse::Forbidden().finish();
    }
    let key = request.path().trim_start_matches("/desk-files").trim_start_matches('/').to_string();
    let query = request.query_string().to_string();
    match (request.method().as_str(), query.as_str()) {
        ("GET", q) if q.contains("list-type=2") => {
            let one = |(key, bytes): (&String, &Vec<u8>)| {
                format!(
                    "<Contents><Key>{key}</Key><LastModified>2026-03-01T00:00:00.000Z</LastModified><ETag>\"e\"</ETag><Size>{}</Size></Contents>",
                    bytes.len()
                )
            };
            let all: String = kept.objects.iter().map(one).collect();
            xml(format!("<ListBucketResult><IsTruncated>false</IsTruncated>{all}</ListBucketResult>"))
        }
        ("POST", "uploads" | "uploads=") => {
            xml("<InitiateMultipartUploadResult><UploadId>u1</UploadId></InitiateMultipartUploadResult>"
                .into())
        }
        ("PUT", q) if q.contains("partNumber=") => {
            kept.parts.insert(q.to_string(), body.to_vec());
            HttpResponse::Ok().insert_header(("etag", "\"p\"")).finish()
        }
        ("POST", q) if q.contains("uploadId=") => {
            let whole = std::mem::take(&mut kept.parts).into_values().collect::<Vec<_>>().concat();
            kept.objects.insert(key, whole);
            xml("<CompleteMultipartUploadResult><ETag>\"e\"</ETag></CompleteMultipartUploadResult>".into())
        }
        ("PUT", _) => {
            kept.objects.insert(key, body.to_vec());
            HttpResponse::Ok().insert_header(("etag", "\"e\"")).finish()
        }
        ("GET", _) => match kept.objects.get(&key) {
            Some(bytes) => HttpResponse::Ok()
                .insert_header(("etag", "\"e\""))
                .insert_header(("last-modified", "Sun, 01 Mar 2026 00:00:00 GMT"))
                .body(bytes.clone()),
            None => HttpResponse::NotFound().finish(),
        },
        ("DELETE", _) => {
            kept.objects.remove(&key);
            HttpResponse::NoContent().finish()
        }
        _ => HttpResponse::BadRequest().finish(),
    }
}

#[actix_web::test]
async fn a_bucket_gives_back_what_it_was_given() {
    tls::choose();
    let kept: Shared = Data::new(Mutex::new(Kept::default()));
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let shared = kept.clone();
    let server = HttpServer::new(move || {
        App::new()
            .app_data(shared.clone())
            .app_data(PayloadConfig::new(64 << 20))
            .default_service(web::to(answer))
    });
    let server = server.workers(1).disable_signals().listen(listener).unwrap().run();
    let handle = server.handle();
    actix_web::rt::spawn(server);

    let bucket = |key: &str| {
        Place::Bucket(Bucket {
            name: "desk-files".into(),
            prefix: "portal".into(),
            endpoint: Some(endpoint.clone()),
            region: "us-east-1".into(),
            access_key: key.into(),
            secret_key: "hidden-word".into(),
        })
    };
    let files = Files::open(&bucket("key")).unwrap();
    let small = b"hello".to_vec();
    let large: Vec<u8> = (0..12_000_000_u32).map(|n| u8::try_from(n % 251).unwrap()).collect();
    for bytes in [small, large] {
        let key = Files::new_key();
        files.put(&key, Arc::new(Spool::of(&bytes).unwrap())).await.unwrap();
        assert!(kept.lock().unwrap().objects.contains_key(&format!("portal/{key}")), "below the prefix");
        let pieces: Vec<Bytes> = files.get(&key).await.unwrap().try_collect().await.unwrap();
        assert!(pieces.concat() == bytes, "the same bytes");
        let listed: Vec<_> = files.list().try_collect().await.unwrap();
        assert_eq!(listed.iter().map(|one| one.key.as_str()).collect::<Vec<_>>(), [key.as_str()]);
        files.delete(&key).await.unwrap();
        assert!(files.get(&key).await.is_err());
    }
    assert_eq!(kept.lock().unwrap().unsigned, 0);
    let stranger = Files::open(&bucket("other")).unwrap();
    assert!(stranger.put("x", Arc::new(Spool::of(b"x").unwrap())).await.is_err());
    handle.stop(false).await;
}
