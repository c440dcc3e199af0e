module lambdaspec/bench

go 1.24
