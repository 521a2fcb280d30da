filedesc://x.arc 0.0.0.0 20060101000000 text/plain 25
1 0 test
URL IP Date Type


http://herald.example/ 127.0.0.1 20060101000000 text/html 40
HTTP/1.1 200 OK
Content-Type: a/b

<p>abc