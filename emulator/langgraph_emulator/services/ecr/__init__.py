"""ECR: images with the digests of their manifests, and the results of scans."""
