module lambdaspec.bench/echo

go 1.21
