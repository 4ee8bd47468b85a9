-- name: insertExchangeRate
INSERT INTO exchange_rates (merchant_id, source, currency, rate_date, digits, scale, file, recorded_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (merchant_id, source, currency, rate_date) DO NOTHING;

-- name: exchangeRate
SELECT digits, scale, file FROM exchange_rates
WHERE merchant_id = $1 AND source = $2 AND currency = $3 AND rate_date = $4;

-- name: insertExchangeRateConflict
INSERT INTO exchange_rate_conflicts (merchant_id, source, currency, rate_date, digits, scale, file, recorded_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (merchant_id, source, currency, rate_date, digits, scale) DO NOTHING;

-- name: exchangeRatesBetween
SELECT currency, rate_date, digits, scale FROM exchange_rates
WHERE merchant_id = $1 AND source = $2 AND rate_date BETWEEN $3 AND $4 ORDER BY currency, rate_date;

-- name: exchangeRateConflictsBetween
SELECT currency, rate_date, digits, scale, file FROM exchange_rate_conflicts
WHERE merchant_id = $1 AND source = $2 AND rate_date BETWEEN $3 AND $4
ORDER BY currency, rate_date, digits, scale;
